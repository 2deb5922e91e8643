using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MusicAuth.Web.OpenApi;

/// <summary>Configures the OpenAPI document: its information, problem responses and security schemes.</summary>
internal static class OpenApiDescription
{
    // The name of the session cookie in Access.
    private const string SessionCookieName = "musicauth_session";

    // The framework's problem schema, which the broker does not use.
    private const string FrameworkProblem = "ProblemDetails";

    public static void Describe(OpenApiOptions options)
    {
        options.CreateSchemaReferenceId = new OpenApiSchemas().GetName;
        options.AddSchemaTransformer(OpenApiSchemas.DescribeAsync);
        options.AddOperationTransformer(OpenApiOperations.DescribeAsync);
        options.AddDocumentTransformer(DescribeDocumentAsync);
    }

    private static async Task DescribeDocumentAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "MusicAuth",
            Version = "v1",
            Description = "Sign in once to Spotify and Deezer. Your apps then read your music with one API key.",
        };
        // Otherwise the document would contain the address of the server that generated it.
        document.Servers?.Clear();
        var components = document.Components ??= new OpenApiComponents();
        var problem = await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancellationToken);
        components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        components.Schemas.Remove(FrameworkProblem);
        components.Schemas[nameof(Problem)] = problem;
        if (problem.Properties?["code"] is OpenApiSchema code)
            code.Enum = [.. GetProblemCodes().Select(name => JsonValue.Create(name))];
        components.Responses ??= new Dictionary<string, IOpenApiResponse>(StringComparer.Ordinal);
        components.Responses[OpenApiOperations.ProblemResponse] = CreateProblemResponse(document);
        components.SecuritySchemes = SecuritySchemes();
        OpenApiSchemas.RequireResponseMembers(document);
    }

    private static IEnumerable<string> GetProblemCodes() =>
        typeof(ProblemCode).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null)).OfType<ProblemCode>()
            .Select(problem => problem.Code).Order(StringComparer.Ordinal);

    private static OpenApiResponse CreateProblemResponse(OpenApiDocument document) => new()
    {
        Description = "An error. Its `code` is stable.",
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
        [OpenApiOperations.ApiKey] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "ma_<id>_<secret>",
            Description = "An API key, created on the page or with POST /me/keys. No scope implies another scope.",
        },
        [OpenApiOperations.Session] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = SessionCookieName,
            Description = "The session cookie of a browser that signed in at /login. Over HTTPS its name begins with "
                + "__Host-, and on a non-default port it ends with the port.",
        },
    };
}
