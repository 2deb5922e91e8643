using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MusicAuth.Tests.Grants.BackgroundRefresh;

/// <summary>Rounds of background refreshes that a test runs itself, so that it knows when each has ended.</summary>
internal static class BackgroundRounds
{
    /// <summary>Removes the timer that would run rounds of its own.</summary>
    public static void RemoveTimer(IServiceCollection services) => services.Remove(services.Single(service =>
        service.ServiceType == typeof(IHostedService)
        && service.ImplementationFactory?.Method.ReturnType == typeof(BackgroundRefreshService)));

    public static Task RunBackgroundRoundAsync(this Broker broker) =>
        broker.Services.GetRequiredService<BackgroundRefreshService>().RefreshDueAsync(CancellationToken.None)
            .WaitAsync(TimeSpan.FromMinutes(1));
}
