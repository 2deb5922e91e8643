using System.Net.Sockets;

namespace MusicAuth.Operations.Doctor;

/// <summary>The server at the address of the settings, seen from this machine.</summary>
internal sealed class LocalServerProbe(IConfiguration configuration)
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(1);

    // A server that has just started on a slow machine needs seconds for its first response.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3.5);

    public Uri? Address => ListeningAddress.Parse(configuration["Urls"]);

    /// <returns>Null where no program listens; whether the program is MusicAuth.</returns>
    public static async Task<bool?> IsMusicAuthAsync(Uri origin, CancellationToken cancellationToken) =>
        await IsListeningAsync(origin, cancellationToken) ? await AnswersAsync(origin, cancellationToken) : null;

    private static async Task<bool> IsListeningAsync(Uri origin, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ConnectLimit);
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(origin.Host.Trim('[', ']'), origin.Port, limit.Token);
            return true;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<bool> AnswersAsync(Uri origin, CancellationToken cancellationToken)
    {
        using var client = LocalHttp.NewClient(Limit);
        try
        {
            using var response = await client.GetAsync(new Uri(origin, "/health/live"), cancellationToken);
            return response.IsSuccessStatusCode
                && response.Content.Headers.ContentType?.MediaType == "application/json"
                && (await response.Content.ReadAsStringAsync(cancellationToken))
                    .Contains("\"status\"", StringComparison.Ordinal);
        }
        // A program that does not speak HTTP, or another certificate.
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
