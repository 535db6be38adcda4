import node

node.main()
