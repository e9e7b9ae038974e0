//! The answers on a system whose console has no signals and no termios.

const Answer = @import("runtime.zig").Answer;

pub fn installInterrupt(_: *u32) Answer {
    return .unsupported;
}

pub fn removeInterrupt() Answer {
    return .unsupported;
}

pub fn interruptWasSent() bool {
    return false;
}

pub fn installEndings(_: *u32) Answer {
    return .unsupported;
}

pub fn endSoon(_: i32) void {}

pub fn removeEndings() Answer {
    return .unsupported;
}

pub fn waitForChild(_: i32, _: *u32, _: *const u32) i32 {
    return @backingInt(Answer.unsupported);
}

pub const LastResort = struct { grace: u32, exit_code: u8 };

pub fn startTimer(_: *u32, _: u32, _: LastResort) Answer {
    return .unsupported;
}

pub fn stopTimer() Answer {
    return .unsupported;
}

pub fn makeRaw(_: i32) Answer {
    return .unsupported;
}

pub fn restore(_: i32) Answer {
    return .unsupported;
}

pub fn size(_: i32) u32 {
    return 0;
}

pub fn wait(_: i32, _: i32, _: *const u32) i32 {
    return @backingInt(Answer.unsupported);
}

pub fn read(_: i32, _: []u8, _: *const u32) i32 {
    return @backingInt(Answer.unsupported);
}
