using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MusicAuth.EndToEnd.Passthrough;

/// <summary>A copy of the broker whose methods write the names of their types to standard error.</summary>
internal static class InstrumentedBroker
{
    private const string Prefix = "entered ";

    /// <returns>The path of the copy's assembly.</returns>
    public static string Create(string folder)
    {
        var original = Environment.GetEnvironmentVariable("MUSICAUTH_BROKER_TO_COUNT") ?? Builds.PlainBroker;
        var source = Path.GetDirectoryName(original)!;
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var target = Path.Combine(folder, Path.GetFileName(original));
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(source);
        using var assembly = AssemblyDefinition.ReadAssembly(
            original, new ReaderParameters { AssemblyResolver = resolver });
        var module = assembly.MainModule;
        var error = module.ImportReference(typeof(Console).GetProperty(nameof(Console.Error))!.GetMethod);
        var write = module.ImportReference(
            typeof(TextWriter).GetMethod(nameof(TextWriter.WriteLine), [typeof(string)]));
        foreach (var type in module.GetTypes().Where(IsOurs))
        {
            // The runtime implements the accessors of the compiled model, which have no instructions.
            foreach (var method in type.Methods.Where(method => method.HasBody && method.Body.Instructions.Count > 0))
                Instrument(method, Prefix + Outermost(type).FullName, error, write);
        }

        assembly.Write(target);
        return target;
    }

    /// <summary>The types that each of several equal requests enters, without those of background work.</summary>
    public static async Task<IReadOnlyList<string>> EnteredTypesAsync(RunningProcess broker, Func<Task> request)
    {
        var background = new HashSet<string>(StringComparer.Ordinal);
        HashSet<string>? common = null;
        for (var i = 0; i < 5; i++)
        {
            // The caches of keys, users and grants last a few seconds.
            await request();
            var entered = await EnteredAsync(broker, request);
            background.UnionWith(await EnteredAsync(broker, () => Task.CompletedTask));
            if (common is null) common = entered;
            else common.IntersectWith(entered);
        }

        return [.. common!.Except(background, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static async Task<HashSet<string>> EnteredAsync(RunningProcess broker, Func<Task> action)
    {
        await QuietAsync(broker);
        var before = broker.Errors.Count;
        await action();
        await QuietAsync(broker);
        return broker.Errors.Skip(before).Where(line => line.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(line => line[Prefix.Length..]).ToHashSet(StringComparer.Ordinal);
    }

    private static void Instrument(
        MethodDefinition method, string line, MethodReference error, MethodReference write)
    {
        var il = method.Body.GetILProcessor();
        var first = method.Body.Instructions[0];
        il.InsertBefore(first, il.Create(OpCodes.Call, error));
        il.InsertBefore(first, il.Create(OpCodes.Ldstr, line));
        il.InsertBefore(first, il.Create(OpCodes.Callvirt, write));
    }

    private static bool IsOurs(TypeDefinition type) =>
        Outermost(type).Namespace.StartsWith("MusicAuth", StringComparison.Ordinal);

    private static TypeDefinition Outermost(TypeDefinition type) =>
        type.DeclaringType is { } outer ? Outermost(outer) : type;

    // The lines of a request can arrive after its response.
    private static Task QuietAsync(RunningProcess broker)
    {
        var last = -1;
        return Eventually.IsTrueAsync(
            async () =>
            {
                var before = last;
                last = broker.Errors.Count;
                await Task.Delay(TimeSpan.FromMilliseconds(200));
                return before == last && broker.Errors.Count == last;
            },
            "a broker without work");
    }
}
