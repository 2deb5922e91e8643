namespace MusicAuth.Web.OpenApi;

/// <summary>
/// The OpenAPI document. The first request generates it, so that a start does not load the libraries for it.
/// </summary>
internal sealed class ApiDocument(IServiceProvider services)
{
    private readonly Lazy<Task<byte[]>> _json = new(() => ApiDocumentGenerator.GenerateAsync(services));

    public Task<byte[]> ReadAsync() => _json.Value;
}
