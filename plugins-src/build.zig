//! For work on the Zig side alone: editors find the module `abi` through this file, and `zig build test`, with
//! `--watch` or `--fuzz`, runs the unit tests. The libraries themselves are built by build.ts, which calls the compiler
//! directly: `zig build` first compiles its own build system, over a minute on a fresh checkout.

const std = @import("std");

/// Roots of the libraries, as in build.ts; one that does not exist yet is left out.
const roots = [_][]const u8{
    "parser/parser.zig",
    "compiler/compiler.zig",
    "optimizer/optimizer.zig",
    "backend/backend.zig",
    "runtime/runtime.zig",
    "linker/linker.zig",
};

pub fn build(b: *std.Build) void {
    const target = b.standardTargetOptions(.{});
    const optimize = b.standardOptimizeOption(.{});
    const test_step = b.step("test", "Run the unit tests");
    b.default_step = test_step;

    const abi = b.addModule("abi", .{
        .root_source_file = b.path("abi/abi.zig"),
        .target = target,
        .optimize = optimize,
    });
    addTests(b, test_step, "abi", abi);
    const number = b.createModule(.{
        .root_source_file = b.path("parser/number.zig"),
        .target = target,
        .optimize = optimize,
        .imports = &.{.{ .name = "abi", .module = abi }},
    });
    for (roots) |root| {
        if (!exists(b, root)) continue;
        const module = b.createModule(.{
            .root_source_file = b.path(root),
            .target = target,
            .optimize = optimize,
            .imports = &.{ .{ .name = "abi", .module = abi }, .{ .name = "number", .module = number } },
        });
        addTests(b, test_step, std.fs.path.stem(root), module);
    }
}

fn addTests(b: *std.Build, test_step: *std.Build.Step, name: []const u8, module: *std.Build.Module) void {
    const tests = b.addTest(.{ .name = name, .root_module = module });
    test_step.dependOn(&b.addRunArtifact(tests).step);
}

/// A missing file keeps the configuration from being cached, so that the file is seen when it appears.
fn exists(b: *std.Build, sub_path: []const u8) bool {
    const absolute = b.root.joinString(b.allocator, sub_path) catch @panic("OOM");
    std.Io.Dir.cwd().access(b.graph.io, absolute, .{}) catch {
        b.graph.poisonCache();
        return false;
    };
    return true;
}
