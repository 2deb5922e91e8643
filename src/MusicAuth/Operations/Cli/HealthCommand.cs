namespace MusicAuth.Operations.Cli;

/// <summary>
/// The command <c>health</c>: asks the broker on this machine whether it is ready, for containers without a shell.
/// </summary>
internal static class HealthCommand
{
    private const int NotReady = 1;

    public static async Task<int> RunAsync(string[] args, TextWriter error)
    {
        if (SettingArguments.Parse(args).Errors is { Count: > 0 } errors)
            return await new StartupException(
                StartupException.Configuration, string.Join(Environment.NewLine, errors)).WriteAsync(error);
        var urls = BrokerBuilderFactory.Create(args).Configuration["Urls"];
        if (ListeningAddress.Parse(urls) is not { } address)
        {
            await error.WriteLineAsync("musicauth: The setting Urls contains no http address to check.");
            return NotReady;
        }

        return await IsReadyAsync(new Uri(address, "/health/ready")) ? 0 : NotReady;
    }

    private static async Task<bool> IsReadyAsync(Uri ready)
    {
        // HTTP_PROXY does not apply: the broker is on this machine.
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false };
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var response = await client.GetAsync(ready);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
