export fn ff_probe() u32 {
    return 42;
}
