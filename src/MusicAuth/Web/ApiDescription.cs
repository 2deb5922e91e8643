using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MusicAuth.Web;

/// <summary>What the OpenAPI document says beyond the endpoints: how to authenticate, and how errors look.</summary>
internal static class ApiDescription
{
    // The name that Access gives to its cookie.
    private const string SessionCookieName = "musicauth_session";

    private const string ApiKey = "api_key";
    private const string Session = "session";
    private const string ProblemResponse = "problem";

    public static void Describe(OpenApiOptions options)
    {
        options.AddDocumentTransformer(DescribeDocumentAsync);
        options.AddOperationTransformer(DescribeOperationAsync);
    }

    private static async Task DescribeDocumentAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "MusicAuth",
            Version = "v1",
            Description = "Sign in once at Spotify and Deezer; apps get the music with one API key.",
        };
        // They would carry the address of whoever made the document.
        document.Servers?.Clear();
        var components = document.Components ??= new OpenApiComponents();
        var schema = await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancellationToken);
        components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        components.Schemas[nameof(Problem)] = schema;
        components.Responses ??= new Dictionary<string, IOpenApiResponse>(StringComparer.Ordinal);
        components.Responses[ProblemResponse] = ProblemAnswerOf(document);
        components.SecuritySchemes = SecuritySchemes();
    }

    private static OpenApiResponse ProblemAnswerOf(OpenApiDocument document) => new()
    {
        Description = "An error; its code is stable.",
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            [Problem.ContentType] = new OpenApiMediaType
            {
                Schema = new OpenApiSchemaReference(nameof(Problem), document),
            },
        },
    };

    private static Dictionary<string, IOpenApiSecurityScheme> SecuritySchemes() => new(StringComparer.Ordinal)
    {
        [ApiKey] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "ma_<id>_<secret>",
            Description = "An API key, made on the page or by POST /me/keys. No scope implies another.",
        },
        [Session] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = SessionCookieName,
            Description = "The session of a browser that signed in at /login; over https the name begins with __Host-, "
                + "and on an unusual port it ends with the port.",
        },
    };

    private static Task DescribeOperationAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document;
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<RequiredScope>().LastOrDefault() is { } required)
        {
            operation.Security = Security(required, document);
            operation.Description = $"{operation.Description}\n\n{Caller(required)}".Trim();
        }

        operation.Responses ??= [];
        operation.Responses.TryAdd("default", new OpenApiResponseReference(ProblemResponse, document));
        return Task.CompletedTask;
    }

    private static List<OpenApiSecurityRequirement> Security(RequiredScope required, OpenApiDocument? document)
    {
        var session = new OpenApiSecurityRequirement { [new(Session, document)] = [] };
        if (required.AnyCaller)
            return [new OpenApiSecurityRequirement { [new(ApiKey, document)] = [] }, session];
        return required.Scope is { } scope
            ? [new OpenApiSecurityRequirement { [new(ApiKey, document)] = [scope] }, session]
            : [session];
    }

    private static string Caller(RequiredScope required) => required.Scope is { } scope
        ? $"Needs the scope `{scope}`."
        : required.AnyCaller ? "Needs a browser session or an API key, whatever its scopes."
        : required.OwnerOnly ? "Needs the browser session of this instance's owner."
        : "Needs a browser session; an API key is refused.";
}
