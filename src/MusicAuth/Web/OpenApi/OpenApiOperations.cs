using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MusicAuth.Web.OpenApi;

/// <summary>Completes the operations of the OpenAPI document: id, caller, security, parameters and problems.</summary>
internal static partial class OpenApiOperations
{
    public const string ApiKey = "api_key";
    public const string Session = "session";
    public const string ProblemResponse = "problem";

    public static Task DescribeAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var required = metadata.OfType<RequiredScope>().LastOrDefault();
        operation.OperationId = GetId(
            operation.OperationId, context.Description.HttpMethod ?? "GET", context.Description.RelativePath ?? "",
            metadata);
        operation.Description = $"{operation.Description}\n\n{DescribeCaller(required)}".Trim();
        if (required is not null)
            operation.Security = GetSecurity(required, context.Document);
        AddPathParameters(operation, context.Description.RelativePath ?? "");
        foreach (var description in metadata.OfType<QueryParameterDescription>())
            Annotate(operation, description);
        DescribeProblems(operation, required, context.Document);
        return Task.CompletedTask;
    }

    // Each method of an endpoint is an operation and needs its own id.
    private static string GetId(string? name, string method, string path, IList<object> metadata)
    {
        var word = char.ToUpperInvariant(method[0]) + method[1..].ToLowerInvariant();
        if (name is null)
            return ToCamelCase($"{word}_{PathPart().Replace(path, "_")}");
        var methods = metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods.Count ?? 1;
        return ToCamelCase(methods > 1 ? $"{name}_{word}" : name);
    }

    private static string ToCamelCase(string name)
    {
        var words = name.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(words.Select((word, i) =>
            (i == 0 ? char.ToLower(word[0], CultureInfo.InvariantCulture)
                : char.ToUpper(word[0], CultureInfo.InvariantCulture)) + word[1..]));
    }

    private static string DescribeCaller(RequiredScope? required) => required switch
    {
        null => "Open to anyone.",
        { Scope: { } scope } => $"Requires the scope `{scope}`.",
        { AnyCaller: true } => "Requires a browser session or an API key with any scope.",
        { OrSetupBrowser: true } =>
            "Requires the browser session of the owner of this MusicAuth. Before there is an owner, a browser that has "
            + "opened the owner link can call it for an hour, and so can a browser on the machine itself.",
        { OwnerOnly: true } => "Requires the browser session of the owner of this MusicAuth.",
        _ => "Requires a browser session. API keys are refused.",
    };

    private static List<OpenApiSecurityRequirement> GetSecurity(RequiredScope required, OpenApiDocument? document)
    {
        var session = new OpenApiSecurityRequirement { [new(Session, document)] = [] };
        if (required.AnyCaller)
            return [new OpenApiSecurityRequirement { [new(ApiKey, document)] = [] }, session];
        return required.Scope is { } scope
            ? [new OpenApiSecurityRequirement { [new(ApiKey, document)] = [scope] }, session]
            : [session];
    }

    // The framework does not describe path parameters that a handler does not bind.
    private static void AddPathParameters(OpenApiOperation operation, string path)
    {
        var parameters = operation.Parameters ??= [];
        foreach (var name in PathParameter().Matches(path).Select(match => match.Groups["name"].Value))
        {
            if (parameters.Any(parameter => parameter.In is ParameterLocation.Path && parameter.Name == name))
                continue;
            parameters.Insert(0, new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Path,
                Required = true,
                Description = "The rest of the path, as in the provider's documentation. It can contain slashes.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
            DescribePassthroughResponse(operation);
        }
    }

    private static void DescribePassthroughResponse(OpenApiOperation operation)
    {
        if (operation.Responses?.GetValueOrDefault("200") is not OpenApiResponse answer || answer.Content?.Count > 0)
            return;
        answer.Description = "The provider's own response.";
        answer.Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            ["application/json"] = new() { Schema = new OpenApiSchema() },
        };
    }

    private static void Annotate(OpenApiOperation operation, QueryParameterDescription description)
    {
        var described = operation.Parameters?.FirstOrDefault(candidate => candidate.Name == description.Name);
        if (described is not OpenApiParameter parameter)
            return;
        parameter.Description = description.Description;
        if (description is not { Minimum: { } minimum, Maximum: { } maximum })
            return;
        parameter.Schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = minimum.ToString(CultureInfo.InvariantCulture),
            Maximum = maximum.ToString(CultureInfo.InvariantCulture),
        };
    }

    private static void DescribeProblems(OpenApiOperation operation, RequiredScope? required, OpenApiDocument? document)
    {
        var responses = operation.Responses ??= [];
        foreach (var status in responses.Keys.ToList())
        {
            if (responses[status].Content?.ContainsKey(Problem.ContentType) is true)
                responses[status] = new OpenApiResponseReference(ProblemResponse, document);
        }

        foreach (var status in required is null ? [] : (string[])["401", "403"])
            responses.TryAdd(status, new OpenApiResponseReference(ProblemResponse, document));
        responses.TryAdd("default", new OpenApiResponseReference(ProblemResponse, document));
    }

    [GeneratedRegex(@"\{\*{0,2}(?<name>[A-Za-z_]+)[^}]*\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PathParameter();

    [GeneratedRegex("[^A-Za-z0-9]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PathPart();
}
