using Microsoft.AspNetCore.OpenApi;

namespace MusicAuth.Web.OpenApi;

/// <summary>A part of the OpenAPI document that no endpoint describes.</summary>
internal interface IApiDocumentPart
{
    void AddTo(OpenApiOptions options);
}
