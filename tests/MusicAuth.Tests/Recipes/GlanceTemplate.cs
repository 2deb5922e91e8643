using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;

namespace MusicAuth.Tests.Recipes;

/// <summary>
/// Checks the fields that a template of Glance reads: each name must be in the element of its block. Both branches of
/// a condition count.
/// </summary>
internal static partial class GlanceTemplate
{
    private static readonly JsonValueKind[] Flags = [JsonValueKind.True, JsonValueKind.False];

    /// <summary>Each read of the template, with the number of its values that are not null.</summary>
    public static IReadOnlyDictionary<string, int> Check(string template, JsonElement answer)
    {
        var reads = new Dictionary<string, int>(StringComparer.Ordinal);
        Stack<(JsonElement[] At, bool IsError)> blocks = new([([answer], false)]);
        foreach (var action in Action().Matches(template).Select(match => match.Groups["text"].Value.Trim()))
        {
            var (at, isError) = blocks.Peek();
            if (action == "end")
            {
                blocks.Pop();
                continue;
            }

            if (action.StartsWith("else", StringComparison.Ordinal))
            {
                // The branch before it shows an error, the branch after it a response.
                blocks.Pop();
                blocks.Push((at, false));
            }

            if (!isError) Read(action, at, answer, reads);
            if (action.StartsWith("if", StringComparison.Ordinal))
                blocks.Push((at, isError || action.Contains("StatusCode")));
            else if (action.StartsWith("range", StringComparison.Ordinal))
                blocks.Push(([.. isError ? [] : Items(action, at, answer)], isError));
        }

        blocks.Count.ShouldBe(1, "the template must close each block");
        return reads;
    }

    private static IEnumerable<JsonElement> Items(string action, JsonElement[] at, JsonElement answer)
    {
        var match = Call().Match(action);
        return Elements(match, at, answer).SelectMany(element =>
            RecipeFile.TryFind(element, Steps(match), out var list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray()
                : Enumerable.Empty<JsonElement>());
    }

    private static void Read(
        string action, JsonElement[] at, JsonElement answer, Dictionary<string, int> reads)
    {
        foreach (Match call in Call().Matches(action))
        {
            var name = call.Value;
            reads.TryAdd(name, 0);
            foreach (var element in Elements(call, at, answer))
            {
                RecipeFile.TryFind(element, Steps(call), out var value).ShouldBeTrue($"{name} in {element}");
                if (value.ValueKind == JsonValueKind.Null) continue;
                Fits(call.Groups["type"].Value, value).ShouldBeTrue($"{name} is {value.ValueKind}");
                reads[name]++;
            }
        }
    }

    private static JsonElement[] Elements(Match call, JsonElement[] at, JsonElement answer) =>
        call.Groups["root"].Success ? [answer] : at;

    private static string[] Steps(Match call) => call.Groups["path"].Value.Split('.');

    private static bool Fits(string type, JsonElement value) => type switch
    {
        "String" => value.ValueKind == JsonValueKind.String,
        "Int" or "Float" => value.ValueKind == JsonValueKind.Number,
        "Bool" => Flags.Contains(value.ValueKind),
        "Array" => value.ValueKind == JsonValueKind.Array,
        _ => false,
    };

    [GeneratedRegex(@"\{\{(?<text>[^}]*)\}\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Action();

    [GeneratedRegex(@"(?<root>\$?\.JSON)?\.(?<type>String|Int|Float|Bool|Array) ""(?<path>[^""]+)""",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Call();
}
