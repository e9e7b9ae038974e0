//! What says how deep a stack is (src/words/stack_address.ts).

const abi = @import("abi");
const library = @import("library.zig");
const Context = library.Context;
const Results = library.Results;

/// RP@ ( -- addr )
pub fn returnAddress(context: *Context) ?Results {
    return .one(abi.return_stack_base - @as(u64, context.return_depth) * 8);
}
