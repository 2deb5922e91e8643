using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace MusicAuth.Notices.Channels.Kinds;

/// <summary>Sends a notice by HTTP to a target that a user has chosen, and describes every failure.</summary>
internal sealed class NoticeHttpClient(IHttpClientFactory clients)
{
    public const string Name = "notices";
    private const int MaxBodyBytes = 64 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public async Task<SendResult> SendAsync(
        HttpRequestMessage request, bool allowPrivate, CancellationToken cancellationToken)
    {
        request.Options.Set(NoticeHttpHandler.AllowPrivate, allowPrivate);
        request.Headers.UserAgent.ParseAdd("MusicAuth");
        // The limit uses the real clock, because a test or the sandbox can move the clock of the host.
        using var deadline = new Deadline(Limit, TimeProvider.System, cancellationToken);
        try
        {
            using var client = clients.CreateClient(Name);
            using var response = await client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            return await ReadAsync(response, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return SendResult.Failed($"The target did not answer within {Limit.TotalSeconds} seconds.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return SendResult.Failed(Describe(failure));
        }
    }

    private static async Task<SendResult> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400)
            return SendResult.Failed($"The target redirects (status {status}), and MusicAuth follows no redirects. "
                + "Add a channel with the final address.");
        if (!await IsShortAsync(response, cancellationToken))
            return SendResult.Failed("The target answers with more than 64 KB, so it is probably another service.");
        return response.StatusCode switch
        {
            _ when response.IsSuccessStatusCode => SendResult.Sent,
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => SendResult.Failed(
                $"The target refuses the secret of this channel (status {status})."),
            HttpStatusCode.NotFound => SendResult.Failed("The target does not exist (status 404)."),
            HttpStatusCode.TooManyRequests => SendResult.Failed("The target takes no more notices now (status 429)."),
            _ => SendResult.Failed($"The target answers with the error status {status}."),
        };
    }

    private static async Task<bool> IsShortAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > MaxBodyBytes)
            return false;
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[4096];
        var total = 0;
        while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if ((total += read) > MaxBodyBytes)
                return false;
        }

        return true;
    }

    private static bool IsUnknownHost(SocketException failure) => failure.SocketErrorCode
        is SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData;

    private static string Describe(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            var text = cause switch
            {
                PrivateTargetException refused => refused.Message,
                AuthenticationException => "The certificate of the target is not valid.",
                SocketException socket when IsUnknownHost(socket) => "The host name of the target was not found.",
                SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
                    "The target refuses connections. Check its port.",
                SocketException => "The target cannot be reached.",
                _ => null,
            };
            if (text is not null)
                return text;
        }

        return "The target did not answer as a web server does.";
    }
}
