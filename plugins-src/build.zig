//! Builds the stage libraries and the runtime library into the install prefix, stripped and free of libc on
//! Linux, and runs the unit tests of every part (`zig build test`).
//!
//! A stage library is named `<stage>-<platform>` with the platform's usual extension, so that libraries for
//! several targets can lie side by side: `parser-linux-x64.so`, `parser-darwin-arm64.dylib`.

const std = @import("std");

const Library = struct {
    name: []const u8,
    root: []const u8,
    /// Stages are built for speed. The runtime runs a few instructions a call: it is built for size.
    optimize: std.builtin.Optimize = .fast,
};

/// Every library of the project. A new stage is one line here.
const libraries = [_]Library{
    .{ .name = "parser", .root = "parser/parser.zig" },
    .{ .name = "compiler", .root = "compiler/compiler.zig" },
    .{ .name = "optimizer", .root = "optimizer/optimizer.zig" },
    .{ .name = "backend", .root = "backend/backend.zig" },
    .{ .name = "runtime", .root = "runtime/runtime.zig", .optimize = .small },
};

const abi_root = "abi/abi.zig";

pub fn build(b: *std.Build) void {
    const target = b.standardTargetOptions(.{});
    const platform = platformName(target.result);
    const test_step = b.step("test", "Run the unit tests");

    if (exists(b, abi_root)) addTests(b, test_step, "abi", abiModule(b, target, .debug));
    for (libraries) |library| {
        if (!exists(b, library.root)) {
            std.log.warn("{s} does not exist: the library {s} is left out", .{ library.root, library.name });
            continue;
        }
        installLibrary(b, library, target, platform);
        addTests(b, test_step, library.name, libraryModule(b, library, target, .debug));
    }
}

fn installLibrary(
    b: *std.Build,
    library: Library,
    target: std.Build.ResolvedTarget,
    platform: []const u8,
) void {
    const artifact = b.addLibrary(.{
        .name = library.name,
        .linkage = .dynamic,
        .root_module = libraryModule(b, library, target, library.optimize),
    });
    const file_name = b.fmt("{s}-{s}{s}", .{ library.name, platform, target.result.dynamicLibSuffix() });
    const install = b.addInstallArtifact(artifact, .{
        .dest_dir = .{ .override = .prefix },
        .pdb_dir = .disabled,
        .implib_dir = .disabled,
        .dest_sub_path = file_name,
    });
    b.getInstallStep().dependOn(&install.step);
}

fn addTests(b: *std.Build, test_step: *std.Build.Step, name: []const u8, module: *std.Build.Module) void {
    const tests = b.addTest(.{ .name = name, .root_module = module });
    test_step.dependOn(&b.addRunArtifact(tests).step);
}

fn libraryModule(
    b: *std.Build,
    library: Library,
    target: std.Build.ResolvedTarget,
    optimize: std.builtin.Optimize,
) *std.Build.Module {
    const module = b.createModule(moduleOptions(b, library.root, target, optimize));
    if (exists(b, abi_root)) module.addImport("abi", abiModule(b, target, optimize));
    return module;
}

fn abiModule(
    b: *std.Build,
    target: std.Build.ResolvedTarget,
    optimize: std.builtin.Optimize,
) *std.Build.Module {
    return b.createModule(moduleOptions(b, abi_root, target, optimize));
}

fn moduleOptions(
    b: *std.Build,
    root: []const u8,
    target: std.Build.ResolvedTarget,
    optimize: std.builtin.Optimize,
) std.Build.Module.CreateOptions {
    const release = optimize != .debug;
    return .{
        .root_source_file = b.path(root),
        .target = target,
        .optimize = optimize,
        .strip = release,
        .unwind_tables = if (release) .none else null,
        .error_tracing = if (release) false else null,
        .omit_frame_pointer = release,
        // The host owns threads and the C library; on Linux a library calls the kernel alone, so that one
        // file serves glibc and musl. macOS has no stable interface below libSystem.
        .link_libc = target.result.os.tag.isDarwin(),
    };
}

/// The platform as manifests and file names call it: `linux-x64`, `darwin-arm64`, `windows-x64`.
fn platformName(target: std.Target) []const u8 {
    return switch (target.os.tag) {
        .linux => switch (target.cpu.arch) {
            .x86_64 => "linux-x64",
            .aarch64 => "linux-arm64",
            else => @panic("unsupported architecture"),
        },
        .macos => switch (target.cpu.arch) {
            .x86_64 => "darwin-x64",
            .aarch64 => "darwin-arm64",
            else => @panic("unsupported architecture"),
        },
        .windows => switch (target.cpu.arch) {
            .x86_64 => "windows-x64",
            .aarch64 => "windows-arm64",
            else => @panic("unsupported architecture"),
        },
        else => @panic("unsupported operating system"),
    };
}

/// True when the source file is there. A missing one keeps the configuration from being cached, so that the
/// file is seen when it appears.
fn exists(b: *std.Build, sub_path: []const u8) bool {
    const absolute = b.root.joinString(b.allocator, sub_path) catch @panic("OOM");
    std.Io.Dir.cwd().access(b.graph.io, absolute, .{}) catch {
        b.graph.poisonCache();
        return false;
    };
    return true;
}
