using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MusicAuth.Web.OpenApi;

/// <summary>The types of the API description: their names, and what the exporter cannot know.</summary>
internal sealed class OpenApiSchemas
{
    private readonly ConcurrentDictionary<string, Type> _typesByName = new(StringComparer.Ordinal);

    /// <summary>The name of a type in the document; null where it has none and is written in place.</summary>
    /// <exception cref="InvalidOperationException">Two types have one name.</exception>
    public string? GetName(JsonTypeInfo type)
    {
        if (OpenApiOptions.CreateDefaultSchemaReferenceId(type) is not { } usual)
            return null;
        var described = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        var name = described.GetCustomAttribute<SchemaNameAttribute>() is { Name: var pattern }
            ? string.Format(
                CultureInfo.InvariantCulture, pattern, described.GenericTypeArguments.FirstOrDefault()?.Name)
            : usual;
        return _typesByName.GetOrAdd(name, described) == described
            ? name
            : throw new InvalidOperationException(
                $"{described} and {_typesByName[name]} are both {name} in the API description. Give one a [SchemaName].");
    }

    public static Task DescribeAsync(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        // Our own converter writes times, so the exporter does not know that they are texts.
        if (type == typeof(DateTimeOffset))
            schema.Type = type == context.JsonTypeInfo.Type
                ? JsonSchemaType.String
                : JsonSchemaType.String | JsonSchemaType.Null;
        if (type.IsEnum)
        {
            // Where it may be null, the member that refers to it says so.
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. (schema.Enum ?? []).Where(value => !IsNull(value))];
        }

        return Task.CompletedTask;
    }

    /// <summary>Every member of an answer is always there, as null where it is unknown.</summary>
    public static void RequireResponseMembers(OpenApiDocument document)
    {
        var sent = new HashSet<string>(StringComparer.Ordinal);
        var bodies = document.Paths.Values.SelectMany(path => ValuesOf(path.Operations))
            .SelectMany(operation => ValuesOf(operation.RequestBody?.Content));
        foreach (var body in bodies)
            CollectReferences(body.Schema, document, sent);
        var schemas = document.Components?.Schemas ?? Enumerable.Empty<KeyValuePair<string, IOpenApiSchema>>();
        foreach (var (name, schema) in schemas)
        {
            if (!sent.Contains(name) && schema is OpenApiSchema { Properties: { Count: > 0 } members } answer)
                answer.Required = members.Keys.ToHashSet(StringComparer.Ordinal);
        }
    }

    private static void CollectReferences(IOpenApiSchema? schema, OpenApiDocument document, HashSet<string> names)
    {
        if (schema is OpenApiSchemaReference { Reference.Id: { } name })
        {
            if (names.Add(name))
                CollectReferences(document.Components?.Schemas?[name], document, names);
            return;
        }

        foreach (var part in ValuesOf(schema?.Properties).Append(schema?.Items).Concat(schema?.OneOf ?? []))
        {
            if (part is not null)
                CollectReferences(part, document, names);
        }
    }

    private static IEnumerable<TValue> ValuesOf<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>>? members) =>
        (members ?? []).Select(member => member.Value);

    private static bool IsNull(JsonNode? value) =>
        value is null || value.GetValueKind() is JsonValueKind.Null || JsonNullSentinel.IsJsonNullSentinel(value);
}
