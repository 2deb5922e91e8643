namespace MusicAuth.Operations.Doctor;

/// <summary>Reads the header <c>Date</c> of a provider's API.</summary>
internal sealed class ProviderDateReader(IConfiguration configuration)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    public Task<DateTimeOffset?> ReadAsync(ProviderRegistration provider, CancellationToken cancellationToken) =>
        // The sandbox is on this machine, and its clock can be moved.
        !provider.IsOnThisMachine
        && Uri.TryCreate(configuration[$"{provider.DisplayName}:ApiBaseUrl"], UriKind.Absolute, out var url)
            ? ReadAsync(url, cancellationToken)
            : Task.FromResult<DateTimeOffset?>(null);

    internal static async Task<DateTimeOffset?> ReadAsync(Uri url, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // A proxy could answer with its own time, and MusicAuth calls the providers without one.
            UseProxy = false,
            // The request that begins the checks has a trace, and no provider gets its id.
            ActivityHeadersPropagator = null,
        };
        using var client = new HttpClient(handler) { Timeout = Limit };
        using var request = new HttpRequestMessage(HttpMethod.Head, url);
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            return response.Headers.Date;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
