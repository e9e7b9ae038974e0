//! All words that the runtime does, by subject.

comptime {
    _ = @import("words/arguments.zig");
    _ = @import("words/blocks.zig");
    _ = @import("words/bodies.zig");
    _ = @import("words/clock.zig");
    _ = @import("words/closures.zig");
    _ = @import("words/constants.zig");
    _ = @import("words/conversion.zig");
    _ = @import("words/dataspace.zig");
    _ = @import("words/debugging.zig");
    _ = @import("words/dump.zig");
    _ = @import("words/ending.zig");
    _ = @import("words/environment_variables.zig");
    _ = @import("words/exception.zig");
    _ = @import("words/file.zig");
    _ = @import("floats");
    _ = @import("words/floating.zig");
    _ = @import("words/folders.zig");
    _ = @import("words/heap.zig");
    _ = @import("words/keys.zig");
    _ = @import("words/memory.zig");
    _ = @import("words/names.zig");
    _ = @import("words/numeric.zig");
    _ = @import("words/output.zig");
    _ = @import("words/processes.zig");
    _ = @import("words/queries.zig");
    _ = @import("words/redirection.zig");
    _ = @import("words/screen.zig");
    _ = @import("words/sockets.zig");
    _ = @import("words/stacks.zig");
    _ = @import("words/strings.zig");
    _ = @import("words/text.zig");
    _ = @import("words/xchar.zig");
}
