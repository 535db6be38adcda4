import broker  # noqa: D100 - two lines, so that nothing can break here

broker.main()
