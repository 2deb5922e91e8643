using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;

namespace MusicAuth.Tests.Infrastructure.OpenApi;

/// <summary>Compares responses with the checked-in API description.</summary>
public sealed class CheckedInApi
{
    public const string ProblemType = "application/problem+json";

    private static readonly EvaluationOptions Strict =
        new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    private readonly JsonObject _document;
    private readonly JsonObject _definitions;
    private readonly CheckedInOperation[] _operations;
    private readonly ConcurrentDictionary<string, JsonSchema> _schemas = new(StringComparer.Ordinal);

    private CheckedInApi(JsonObject document)
    {
        _document = document;
        _definitions = Closed(Rebased(document["components"]!["schemas"]!));
        _operations =
        [
            .. from path in document["paths"]!.AsObject()
            from operation in path.Value!.AsObject()
            orderby path.Key.Count(letter => letter == '{')
            select new CheckedInOperation(
                operation.Key.ToUpperInvariant(), PatternOf(path.Key),
                path.Key.EndsWith("/{path}", StringComparison.Ordinal),
                operation.Value!["responses"]!.AsObject()),
        ];
    }

    public static CheckedInApi CheckedIn { get; } =
        new(JsonNode.Parse(File.ReadAllText(Repository.PathOf("docs", "api", "openapi.json")))!.AsObject());

    /// <summary>The operation, or null if the description has none for the path and method.</summary>
    public CheckedInOperation? Find(string method, string path) =>
        Array.Find(_operations, operation => operation.Method == method && operation.Path.IsMatch(path));

    /// <summary>The difference between a response and its description, or null.</summary>
    public string? FindViolation(CheckedInOperation? operation, int status, string? mediaType, byte[] body)
    {
        if (operation is null or { IsForwarded: true })
            return mediaType == ProblemType ? FindViolation("#/components/schemas/Problem", body) : null;
        var described = operation.Responses[$"{status}"] ?? operation.Responses["default"];
        if (described?["$ref"] is { } reference)
            described = _document["components"]!["responses"]![((string)reference!).Split('/')[^1]];
        if (described?["content"] is not JsonObject content)
            return body.Length == 0 ? null : $"{status} has no body by the description";
        if (mediaType is null || content[mediaType] is not { } media)
            return $"{status} is not described as {mediaType ?? "a response without a type"}";
        return mediaType.EndsWith("json", StringComparison.Ordinal)
            ? FindViolation(media["schema"]!.ToJsonString(), body)
            : null;
    }

    private string? FindViolation(string schema, byte[] body)
    {
        var result = _schemas.GetOrAdd(schema, SchemaOf).Evaluate(JsonNode.Parse(body), Strict);
        return result.IsValid
            ? null
            : string.Join("; ", result.Details.Where(detail => detail.HasErrors).SelectMany(detail =>
                detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}")));
    }

    private JsonSchema SchemaOf(string schema)
    {
        var root = schema.StartsWith('#')
            ? new JsonObject { ["$ref"] = schema }
            : JsonNode.Parse(schema)!.AsObject();
        root = Rebased(root);
        root["$defs"] = _definitions.DeepClone();
        return JsonSchema.FromText(root.ToJsonString());
    }

    private static JsonObject Rebased(JsonNode node) => JsonNode.Parse(node.ToJsonString()
        .Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal))!.AsObject();

    // A response contains no member that is missing in the description.
    private static JsonObject Closed(JsonObject definitions)
    {
        foreach (var (_, schema) in definitions)
        {
            if (schema!["properties"] is not null)
                schema["additionalProperties"] = false;
        }

        return definitions;
    }

    private static Regex PatternOf(string path)
    {
        var parts = path.Split('/').Select(part => part switch
        {
            "{path}" => ".+",
            ['{', ..] => "[^/]+",
            _ => Regex.Escape(part),
        });
        return new Regex($"^{string.Join('/', parts)}$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }
}
