using System.Reflection.Metadata;

namespace MusicAuth.Tests.Architecture;

/// <summary>Lengths of methods, read from the line numbers that the compiler leaves for debuggers.</summary>
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

        // An async or iterator method's lines stand in its state machine, whose method it names.
        var kickoff = debug.GetStateMachineKickoffMethod();
        var method = code.GetMethodDefinition(kickoff.IsNil ? handle : kickoff);
        var name = code.GetString(method.Name);
        var place = $"{Path.GetFileName(file)}:{points.Min(point => point.StartLine)}";
        return new MethodSize(name, place, Length(name, points));
    }

    // Field initializers count to a constructor and may lie far apart; the head of a method is one line more.
    private static int Length(string name, SequencePoint[] points) => name is ".ctor" or ".cctor"
        ? points.Where(point => point.EndLine == point.StartLine).Select(point => point.StartLine).Distinct().Count()
        : points.Max(point => point.EndLine) - points.Min(point => point.StartLine) + 2;

    internal sealed record MethodSize(string Name, string Place, int Lines);
}
