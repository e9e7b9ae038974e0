//! What the runtime of compiled programs (plugins-src/program) has from the same source as that of sessions.

pub const heap = @import("heap.zig");
pub const library = @import("library.zig");
pub const numbers = @import("numbers.zig");
pub const text = @import("text.zig");
pub const UserContext = @import("user_context.zig").UserContext;
