using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MusicAuth.Notices.Channels.Kinds;

/// <summary>Describes the events of webhooks in the OpenAPI document.</summary>
internal sealed class WebhookDescription : IApiDocumentPart
{
    private static readonly string[] Headers = ["webhook-id", "webhook-timestamp", "webhook-signature"];

    public void AddTo(OpenApiOptions options) => options.AddDocumentTransformer(DescribeAsync);

    private static async Task DescribeAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var schema = await context.GetOrCreateSchemaAsync(typeof(WebhookEvent), null, cancellationToken);
        document.Webhooks ??= new Dictionary<string, IOpenApiPathItem>(StringComparer.Ordinal);
        document.Webhooks["notice"] = new OpenApiPathItem
        {
            Operations = new Dictionary<HttpMethod, OpenApiOperation> { [HttpMethod.Post] = Describe(schema) },
        };
    }

    private static OpenApiOperation Describe(OpenApiSchema schema) => new()
    {
        OperationId = "receiveNotice",
        Summary = "A notice for a channel of the kind webhook",
        Description = "Signed as Standard Webhooks describes. A retry has the same `webhook-id`.",
        Parameters =
        [
            .. Headers.Select(name => new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Header,
                Required = true,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            }),
        ],
        RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new OpenApiMediaType { Schema = schema },
            },
        },
        Responses = new OpenApiResponses { ["2XX"] = new OpenApiResponse { Description = "The event is taken." } },
    };
}
