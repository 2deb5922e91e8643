using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;

namespace MusicAuth.Tests.Recipes;

/// <summary>
/// What a template of Glance reads: its blocks are followed, so that each name is looked for where the template
/// stands, and both sides of a condition count.
/// </summary>
internal static partial class GlanceTemplate
{
    private static readonly JsonValueKind[] Flags = [JsonValueKind.True, JsonValueKind.False];

    /// <summary>Every read, with how often it found something other than null.</summary>
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
                // Before it stood what is shown of an error; after it what is shown of an answer.
                blocks.Pop();
                blocks.Push((at, false));
            }

            if (!isError) Read(action, at, answer, reads);
            if (action.StartsWith("if", StringComparison.Ordinal))
                blocks.Push((at, isError || action.Contains("StatusCode")));
            else if (action.StartsWith("range", StringComparison.Ordinal))
                blocks.Push(([.. isError ? [] : Items(action, at, answer)], isError));
        }

        blocks.Count.ShouldBe(1, "each block is ended");
        return reads;
    }

    private static IEnumerable<JsonElement> Items(string action, JsonElement[] at, JsonElement answer)
    {
        var match = Call().Match(action);
        return Places(match, at, answer).SelectMany(place =>
            RecipeFile.TryFind(place, Steps(match), out var list) && list.ValueKind == JsonValueKind.Array
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
            foreach (var place in Places(call, at, answer))
            {
                RecipeFile.TryFind(place, Steps(call), out var value).ShouldBeTrue($"{name} in {place}");
                if (value.ValueKind == JsonValueKind.Null) continue;
                Fits(call.Groups["type"].Value, value).ShouldBeTrue($"{name} is {value.ValueKind}");
                reads[name]++;
            }
        }
    }

    private static JsonElement[] Places(Match call, JsonElement[] at, JsonElement answer) =>
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
