using System.Reflection.Metadata;
using System.Text.RegularExpressions;

namespace MusicAuth.Tests.Architecture;

/// <summary>
/// The names of types, members, parameters and locals in the source of an assembly. The compiler's names for state
/// machines and closures contain the names of the source: <c>&lt;answer&gt;5__2</c>, <c>&lt;Run&gt;g__Next|3_0</c>.
/// </summary>
internal static partial class Identifiers
{
    /// <returns>Each name with its outermost type.</returns>
    public static IReadOnlyCollection<(string Type, string Name)> Of(string assembly)
    {
        using var image = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(assembly));
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(
            File.OpenRead(Path.ChangeExtension(assembly, "pdb")));
        var code = image.GetMetadataReader();
        var locals = symbols.GetMetadataReader();
        HashSet<(string, string)> found = [];
        foreach (var handle in code.TypeDefinitions)
        {
            var type = code.GetTypeDefinition(handle);
            var outermost = Outermost(code, type);
            if (!IsWrittenByHand(code, locals, outermost)) continue;
            var owner = code.GetString(outermost.Name);
            foreach (var name in NamesIn(code, locals, type).Select(Written).OfType<string>()) found.Add((owner, name));
        }

        return found;
    }

    /// <summary>The words of a name, in lower case: <c>_lastSeenAt</c> has last, seen and at.</summary>
    public static IEnumerable<string> WordsOf(string name) =>
        Word().Matches(name).Select(word => word.Value.ToLowerInvariant());

    private static IEnumerable<string> NamesIn(MetadataReader code, MetadataReader locals, TypeDefinition type)
    {
        yield return code.GetString(type.Name);
        foreach (var field in type.GetFields()) yield return code.GetString(code.GetFieldDefinition(field).Name);
        foreach (var property in type.GetProperties())
            yield return code.GetString(code.GetPropertyDefinition(property).Name);
        foreach (var handle in type.GetMethods().Where(handle => !IsGenerated(locals, handle)))
        {
            var method = code.GetMethodDefinition(handle);
            yield return code.GetString(method.Name);
            foreach (var parameter in method.GetParameters())
                yield return code.GetString(code.GetParameter(parameter).Name);
            foreach (var scope in locals.GetLocalScopes(handle))
            {
                foreach (var local in locals.GetLocalScope(scope).GetLocalVariables())
                    yield return locals.GetString(locals.GetLocalVariable(local).Name);
            }
        }
    }

    private static TypeDefinition Outermost(MetadataReader code, TypeDefinition type)
    {
        while (type.GetDeclaringType() is { IsNil: false } outer) type = code.GetTypeDefinition(outer);
        return type;
    }

    // Types that only a generator has written, and migrations, do not count.
    private static bool IsWrittenByHand(MetadataReader code, MetadataReader locals, TypeDefinition type) =>
        code.GetString(type.Namespace).StartsWith("MusicAuth", StringComparison.Ordinal)
        && (type.GetMethods().All(method => !IsGenerated(locals, method))
            || type.GetMethods().Any(method => HasSource(locals, method) && !IsGenerated(locals, method)));

    private static bool HasSource(MetadataReader locals, MethodDefinitionHandle method) =>
        !locals.GetMethodDebugInformation(method.ToDebugInformationHandle()).Document.IsNil;

    private static bool IsGenerated(MetadataReader locals, MethodDefinitionHandle method) =>
        HasSource(locals, method) && Repository.IsGenerated(locals.GetString(locals.GetDocument(
            locals.GetMethodDebugInformation(method.ToDebugInformationHandle()).Document).Name));

    private static string? Written(string name) => CompilersName().Match(name) switch
    {
        { Success: true } match when match.Groups["name"].Value is { Length: > 0 } written => written,
        { Success: true } => null,
        _ => name,
    };

    [GeneratedRegex(@"^<\w*>g__(?<name>\w+)\||^<(?<name>\w+)>(5__|P$|k__BackingField)|^(<|CS\$|\$)",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex CompilersName();

    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Word();
}
