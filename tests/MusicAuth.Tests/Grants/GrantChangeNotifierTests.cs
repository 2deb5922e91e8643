using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants;

/// <summary>Handlers are notified when the connections of a user change.</summary>
public sealed class GrantChangeNotifierTests
{
    [Fact]
    public async Task Handlers_are_notified_of_sign_ins_disconnects_sign_outs_and_removals()
    {
        var handler = new Handler();
        await using var broker = await Broker.StartAsync(
            services: services => services.AddSingleton<IGrantChangeHandler>(handler));
        using var alma = await broker.SignedInAsync("alma", "spotify", "deezer");
        var user = await alma.UserIdAsync();
        handler.Take().ShouldBe([(user, "spotify"), (user, "deezer")]);

        handler.Fails = true;
        (await alma.SendAsync(HttpMethod.Delete, "/me/connections/deezer")).StatusCode
            .ShouldBe(HttpStatusCode.NoContent);
        handler.Take().ShouldBe([(user, "deezer")]);
        (await alma.SendAsync(HttpMethod.Post, "/logout")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        handler.Take().ShouldBe([(user, null)]);
        using var again = await broker.SignedInAsync("alma", "spotify");
        handler.Take().ShouldBe([(user, "spotify")]);
        (await again.SendAsync(HttpMethod.Delete, "/me")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        handler.Take().ShouldBe([(user, null)]);
    }

    private sealed class Handler : IGrantChangeHandler
    {
        private readonly ConcurrentQueue<(Guid, string?)> _notifications = new();

        public bool Fails { get; set; }

        public (Guid, string?)[] Take()
        {
            var all = _notifications.ToArray();
            _notifications.Clear();
            return all;
        }

        public Task ConnectionChangedAsync(Guid userId, string? provider, CancellationToken cancellationToken)
        {
            _notifications.Enqueue((userId, provider));
            return Fails ? throw new InvalidOperationException("no") : Task.CompletedTask;
        }
    }
}
