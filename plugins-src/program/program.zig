//! The runtime of compiled programs: a relocatable object of which the linker takes what a program reaches.
//!
//!     start ─► memory      the data space and the stacks, filled from the image
//!           ─► signals     Ctrl-C and its kin raise the interrupt flag; faults of code go on as requests
//!           ─► serve       enters code and does what it asks for, until it has ended
//!           ─► ending      what was written goes out, a report if there is something to report, the exit code
//!     backtrace ─► traces    where THROWs came from; not in programs that were stripped
//!     words/*.zig          the words that are done here, `word NAME` each
//!
//! Everything lies in a section of its own, and the symbols `word …` and `library …` are the roots that programs name. There
//! is no libc; nothing here panics, allocates or starts threads.

const abi = @import("abi");
const library = @import("shared").library;

comptime {
    _ = @import("start.zig");
    _ = @import("backtrace.zig");
    _ = @import("report_floats.zig");
    _ = @import("words/constants.zig");
    _ = @import("words/dataspace.zig");
    _ = @import("words/ending.zig");
    _ = @import("words/exception.zig");
    _ = @import("words/file.zig");
    _ = @import("words/float_functions.zig");
    _ = @import("words/floating.zig");
    _ = @import("words/folders.zig");
    _ = @import("words/heap.zig");
    _ = @import("words/keys.zig");
    _ = @import("words/memory.zig");
    _ = @import("words/numeric.zig");
    _ = @import("words/output.zig");
    _ = @import("words/screen.zig");
    _ = @import("words/strings.zig");
    for (@typeInfo(abi.LibraryFunction).@"enum".field_names, 0..) |name, number| {
        @export(library.functionOf(@fromBackingInt(number)), .{ .name = "library " ++ name });
    }
}
