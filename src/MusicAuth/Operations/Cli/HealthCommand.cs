namespace MusicAuth.Operations.Cli;

/// <summary>
/// The command <c>health</c>: asks the broker on this machine whether it is ready, for containers without a shell.
/// </summary>
internal static class HealthCommand
{
    private const int NotReady = 1;

    public static Verb Create()
    {
        var verb = new Verb("health", "Checks whether the broker on this machine is ready.")
        {
            Examples = ["health", "health --Urls=http://127.0.0.1:8080"],
            ExitCodes = [(0, "The broker is ready."), (NotReady, "The broker is not ready, or does not answer.")],
        };
        verb.SetAction(parsed => RunAsync(
            CommandArguments.Settings(parsed), parsed.InvocationConfiguration.Error));
        return verb;
    }

    private static async Task<int> RunAsync(string[] args, TextWriter error)
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

        if (await FindObstacleAsync(new Uri(address, "/health/ready")) is not { } obstacle)
            return 0;
        await error.WriteLineAsync($"musicauth: {obstacle}");
        return NotReady;
    }

    private static async Task<string?> FindObstacleAsync(Uri ready)
    {
        using var client = LocalHttp.NewClient(TimeSpan.FromSeconds(5));
        try
        {
            using var response = await client.GetAsync(ready);
            return response.IsSuccessStatusCode
                ? null
                : $"MusicAuth is not ready: {ready} answers {(int)response.StatusCode}. The log of MusicAuth says why.";
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return $"MusicAuth does not answer at {ready}. Start MusicAuth, or correct the setting Urls.";
        }
    }
}
