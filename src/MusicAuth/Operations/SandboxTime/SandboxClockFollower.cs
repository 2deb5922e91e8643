using System.Globalization;
using System.Text.Json;

namespace MusicAuth.Operations.SandboxTime;

/// <summary>
/// Follows the clock of the sandbox that started this broker: asks for its offset, and again as soon as it changes.
/// Works only with simulated providers, because a real one would refuse tokens of another time.
/// </summary>
internal sealed class SandboxClockFollower(Uri sandbox, SandboxTimeProvider clock) : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // Longer than the sandbox holds a request.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client = LocalHttp.NewClient(Patience);

    /// <summary>Registers the clock of the sandbox where the command line names it.</summary>
    /// <exception cref="StartupException">The address is not one of this machine.</exception>
    public static void AddTo(IServiceCollection services, IReadOnlyList<string> args)
    {
        if (CommandLineSwitches.ValueOf(CommandLineSwitches.SandboxClock, args) is not { } address)
            return;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var sandbox)
            || sandbox is not { Scheme: "http", IsLoopback: true })
            throw Refusal("needs the http address of a sandbox on this machine, for example http://127.0.0.1:5090.");
        var clock = new SandboxTimeProvider();
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton(_ => new SandboxClockFollower(sandbox, clock));
    }

    /// <summary>Takes over the time of the sandbox, and follows it until the broker stops.</summary>
    /// <exception cref="StartupException">A provider is real, or the sandbox does not answer.</exception>
    public async Task StartAsync(IEnumerable<ProviderRegistration> providers, CancellationToken stopping)
    {
        if (providers.Any(provider => !provider.IsOnThisMachine))
            throw Refusal(
                "works only where every endpoint of Spotify and Deezer is on this machine, as the sandbox sets them. "
                + "Remove the option.");
        try
        {
            await FollowAsync(known: null, stopping);
        }
        catch (Exception failure) when (IsTransient(failure))
        {
            throw Refusal($"names {sandbox}, where no sandbox answers. Start the sandbox first.");
        }

        _ = Task.Run(() => FollowUntilStoppedAsync(stopping), CancellationToken.None);
    }

    public void Dispose() => _client.Dispose();

    private async Task FollowUntilStoppedAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(clock.Offset, stopping);
            }
            catch (Exception failure) when (IsTransient(failure))
            {
                await Task.Delay(RetryDelay, TimeProvider.System, stopping)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task FollowAsync(TimeSpan? known, CancellationToken stopping)
    {
        var query = known is { } offset
            ? string.Create(CultureInfo.InvariantCulture, $"?known_ticks={offset.Ticks}")
            : "";
        await using var answer = await _client.GetStreamAsync(new Uri(sandbox, $"/_sandbox/clock{query}"), stopping);
        using var body = await JsonDocument.ParseAsync(answer, cancellationToken: stopping);
        clock.Follow(TimeSpan.FromTicks(body.RootElement.GetProperty("offset_ticks").GetInt64()));
    }

    private static bool IsTransient(Exception failure) =>
        failure is HttpRequestException or IOException or JsonException or OperationCanceledException
            or KeyNotFoundException or InvalidOperationException;

    private static StartupException Refusal(string sentence) =>
        new(StartupException.Configuration, $"{CommandLineSwitches.SandboxClock} {sentence}");
}
