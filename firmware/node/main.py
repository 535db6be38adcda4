import node  # noqa: D100 - two lines, so that nothing can break here

node.main()
