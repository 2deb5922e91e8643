using System.Net.Sockets;
using System.Text;

namespace MusicAuth.EndToEnd.Fuzzing;

/// <summary>Sends bytes to the broker and reads its bytes, without a client that would correct them.</summary>
internal static class RawExchange
{
    /// <summary>A hang: longer than every time limit of the broker, that of slow headers included.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    // Longer than an answer takes, shorter than the broker waits for the rest of a request.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    /// <returns>The answer; empty where the connection was closed without one, null where it hangs.</returns>
    public static async Task<string?> SendAsync(Uri broker, byte[] request)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        using var client = new TcpClient();
        var answer = new MemoryStream();
        try
        {
            await client.ConnectAsync(broker.Host, broker.Port, limit.Token);
            await using var stream = client.GetStream();
            await ExchangeAsync(client, stream, request, answer, limit.Token);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // Closed in the middle of what was sent.
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    /// <returns>0 where there is no status line.</returns>
    public static int StatusOf(string answer) =>
        answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && answer.Length > 12
            && int.TryParse(answer.AsSpan(9, 3), out var status) ? status : 0;

    // Side by side: it may answer in the middle of what is sent, and then read no more of it.
    private static Task ExchangeAsync(
        TcpClient client, NetworkStream stream, byte[] request, MemoryStream answer, CancellationToken stop)
    {
        var reading = stream.CopyToAsync(answer, stop);
        return Task.WhenAll(reading, SendAsync(client, stream, request, reading, stop));
    }

    private static async Task SendAsync(
        TcpClient client, NetworkStream stream, byte[] request, Task reading, CancellationToken stop)
    {
        try
        {
            await stream.WriteAsync(request, stop);
            // Kestrel takes a closed half for a client that has left: only what got no answer is ended so.
            if (await Task.WhenAny(reading, Task.Delay(Silence, TimeProvider.System, stop)) != reading)
                client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // It did not wait for all of it.
        }
    }
}
