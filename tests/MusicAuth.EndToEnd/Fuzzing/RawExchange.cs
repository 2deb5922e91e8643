using System.Net.Sockets;
using System.Text;

namespace MusicAuth.EndToEnd.Fuzzing;

/// <summary>Sends bytes to the broker and reads its bytes, without a client that would correct them.</summary>
internal static class RawExchange
{
    /// <summary>The limit for a hang: longer than each time limit of the broker, also that of slow headers.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(25);

    // Longer than a response takes, and shorter than the broker waits for the rest of a request.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    /// <returns>The response; empty if the broker closed the connection without one, null if it hangs.</returns>
    public static async Task<string?> SendAsync(Uri broker, byte[] request)
    {
        using var limit = new CancellationTokenSource(Timeout, TimeProvider.System);
        using var client = new TcpClient();
        var response = new MemoryStream();
        try
        {
            await client.ConnectAsync(broker.Host, broker.Port, limit.Token);
            await using var stream = client.GetStream();
            await ExchangeAsync(client, stream, request, response, limit.Token);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // The broker has closed the connection during the request.
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        return Encoding.Latin1.GetString(response.ToArray());
    }

    /// <returns>0 without a status line.</returns>
    public static int StatusOf(string response) =>
        response.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && response.Length > 12
            && int.TryParse(response.AsSpan(9, 3), out var status) ? status : 0;

    // Sends and reads at the same time: the broker can respond during the request and not read the rest.
    private static Task ExchangeAsync(
        TcpClient client, NetworkStream stream, byte[] request, MemoryStream response, CancellationToken stop)
    {
        var reading = stream.CopyToAsync(response, stop);
        return Task.WhenAll(reading, SendAsync(client, stream, request, reading, stop));
    }

    private static async Task SendAsync(
        TcpClient client, NetworkStream stream, byte[] request, Task reading, CancellationToken stop)
    {
        try
        {
            await stream.WriteAsync(request, stop);
            // Kestrel treats a half-closed connection as aborted, so this closes it only without a response.
            if (await Task.WhenAny(reading, Task.Delay(Silence, TimeProvider.System, stop)) != reading)
                client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // The broker did not wait for the whole request.
        }
    }
}
