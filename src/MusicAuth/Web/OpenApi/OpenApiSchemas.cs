using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MusicAuth.Web.OpenApi;

/// <summary>Names and completes the schemas of the OpenAPI document.</summary>
internal sealed class OpenApiSchemas
{
    private readonly ConcurrentDictionary<string, Type> _typesByName = new(StringComparer.Ordinal);

    /// <summary>Returns the name of a type in the document; null for an inline schema.</summary>
    /// <exception cref="InvalidOperationException">Two types have the same name.</exception>
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
                $"{described} and {_typesByName[name]} have the same schema name {name}. Add a [SchemaName] to one.");
    }

    public static Task DescribeAsync(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        // The exporter does not know the type of a custom converter.
        if (type == typeof(DateTimeOffset))
            schema.Type = type == context.JsonTypeInfo.Type
                ? JsonSchemaType.String
                : JsonSchemaType.String | JsonSchemaType.Null;
        if (type.IsEnum)
        {
            // The referring member states whether null is allowed.
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. (schema.Enum ?? []).Where(value => !IsNull(value))];
        }

        return Task.CompletedTask;
    }

    /// <summary>Makes all members of responses required, because the broker sends unknown values as null.</summary>
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
