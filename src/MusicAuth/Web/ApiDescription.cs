using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MusicAuth.Web;

/// <summary>The OpenAPI document: what it says beyond the endpoints, and how errors look.</summary>
internal static class ApiDescription
{
    // The name that Access gives to its cookie.
    private const string SessionCookieName = "musicauth_session";

    // The framework's form of an error; ours is another one.
    private const string UnusedProblem = "ProblemDetails";

    public static void Describe(OpenApiOptions options)
    {
        options.CreateSchemaReferenceId = new ApiSchemas().NameOf;
        options.AddSchemaTransformer(ApiSchemas.DescribeAsync);
        options.AddOperationTransformer(ApiOperations.DescribeAsync);
        options.AddDocumentTransformer(DescribeDocumentAsync);
    }

    private static async Task DescribeDocumentAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "MusicAuth",
            Version = "v1",
            Description = "Sign in once to Spotify and Deezer; apps get the music with one API key.",
        };
        // They would carry the address of whoever made the document.
        document.Servers?.Clear();
        var components = document.Components ??= new OpenApiComponents();
        var problem = await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancellationToken);
        components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        components.Schemas.Remove(UnusedProblem);
        components.Schemas[nameof(Problem)] = problem;
        if (problem.Properties?["code"] is OpenApiSchema code)
            code.Enum = [.. ProblemCodes().Select(name => JsonValue.Create(name))];
        components.Responses ??= new Dictionary<string, IOpenApiResponse>(StringComparer.Ordinal);
        components.Responses[ApiOperations.ProblemResponse] = ProblemAnswerOf(document);
        components.SecuritySchemes = SecuritySchemes();
        ApiSchemas.RequireMembersOfAnswers(document);
    }

    private static IEnumerable<string> ProblemCodes() =>
        typeof(ProblemCode).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null)).OfType<ProblemCode>()
            .Select(problem => problem.Code).Order(StringComparer.Ordinal);

    private static OpenApiResponse ProblemAnswerOf(OpenApiDocument document) => new()
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
        [ApiOperations.ApiKey] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "ma_<id>_<secret>",
            Description = "An API key, made on the page or by POST /me/keys. No scope implies another.",
        },
        [ApiOperations.Session] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = SessionCookieName,
            Description = "The session of a browser that signed in at /login; over https the name begins with __Host-, "
                + "and on an unusual port it ends with the port.",
        },
    };
}
