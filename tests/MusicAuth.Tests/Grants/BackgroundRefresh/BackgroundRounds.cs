using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MusicAuth.Tests.Grants.BackgroundRefresh;

/// <summary>Runs background refreshes in rounds, so that a test can wait for the end of each round.</summary>
internal static class BackgroundRounds
{
    /// <summary>Removes the timer, which would run further rounds.</summary>
    public static void RemoveTimer(IServiceCollection services) => services.Remove(services.Single(service =>
        service.ServiceType == typeof(IHostedService)
        && service.ImplementationFactory?.Method.ReturnType == typeof(BackgroundRefreshService)));

    public static Task RunBackgroundRoundAsync(this Broker broker) =>
        broker.Services.GetRequiredService<BackgroundRefreshService>().RefreshDueAsync(CancellationToken.None)
            .WaitAsync(TimeSpan.FromMinutes(1));
}
