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
    _ = @import("words.zig");
    _ = @import("backtrace.zig");
    _ = @import("report_floats.zig");
    for (@typeInfo(abi.LibraryFunction).@"enum".field_names, 0..) |name, number| {
        @export(library.functionOfProgram(@fromBackingInt(number)), .{ .name = "library " ++ name });
    }
}
