//! The unit tests of what needs no program around it.

test {
    _ = @import("words/decimal.zig");
    _ = @import("words/float_text.zig");
    _ = @import("words/key_sequences.zig");
    _ = @import("words/local_time.zig");
    _ = @import("words/utf8.zig");
}
