using System.Reflection.Metadata;

namespace MusicAuth.Tests.Architecture;

/// <summary>The lengths of methods, from the line numbers in the debug symbols.</summary>
internal static class MethodSizes
{
    public static IReadOnlyList<MethodSize> Of(string assembly)
    {
        using var image = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(assembly));
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(
            File.OpenRead(Path.ChangeExtension(assembly, "pdb")));
        var code = image.GetMetadataReader();
        var lines = symbols.GetMetadataReader();
        return
        [
            .. code.MethodDefinitions
                .Select(handle => Measure(code, lines, handle))
                .OfType<MethodSize>(),
        ];
    }

    private static MethodSize? Measure(MetadataReader code, MetadataReader lines, MethodDefinitionHandle handle)
    {
        var debug = lines.GetMethodDebugInformation(handle.ToDebugInformationHandle());
        var points = debug.GetSequencePoints().Where(point => !point.IsHidden).ToArray();
        if (points.Length == 0) return null;

        var file = lines.GetString(lines.GetDocument(points[0].Document).Name);
        if (Repository.IsGenerated(file)) return null;

        // The lines of an async or iterator method belong to its state machine, which refers to the method.
        var kickoff = debug.GetStateMachineKickoffMethod();
        var method = code.GetMethodDefinition(kickoff.IsNil ? handle : kickoff);
        var name = code.GetString(method.Name);
        var place = $"{Path.GetFileName(file)}:{points.Min(point => point.StartLine)}";
        return new MethodSize(name, place, Length(name, points));
    }

    // Field initializers belong to the constructor and can be far apart. The signature of a method adds one line.
    private static int Length(string name, SequencePoint[] points) => name is ".ctor" or ".cctor"
        ? points.Where(point => point.EndLine == point.StartLine).Select(point => point.StartLine).Distinct().Count()
        : points.Max(point => point.EndLine) - points.Min(point => point.StartLine) + 2;

    internal sealed record MethodSize(string Name, string Place, int Lines);
}
