namespace MusicAuth.Operations.Cli;

/// <summary>The verb <c>health</c>: asks the broker on this machine, for containers without a shell.</summary>
internal static class HealthCommand
{
    private const int NotReady = 1;

    public static async Task<int> RunAsync(string[] args, TextWriter error)
    {
        if (SettingArguments.Parse(args).Errors is { Count: > 0 } problems)
            return await new StartupError(StartupError.Configuration, problems).WriteAsync(error);
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
        // A proxy of the environment is for the world outside, not for this machine.
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false };
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var answer = await client.GetAsync(ready);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
