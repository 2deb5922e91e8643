using Microsoft.AspNetCore.OpenApi;

namespace MusicAuth.Web.OpenApi;

/// <summary>What a slice adds to the OpenAPI document beside its endpoints.</summary>
internal interface IApiDocumentPart
{
    void AddTo(OpenApiOptions options);
}
