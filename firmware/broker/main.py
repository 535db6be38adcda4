import broker

broker.main()
