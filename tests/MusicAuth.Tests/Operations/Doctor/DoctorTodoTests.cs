using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace MusicAuth.Tests.Operations.Doctor;

/// <summary>The findings on the owner's to-do list.</summary>
public sealed class DoctorTodoTests
{
    [Fact]
    public async Task A_clock_that_was_set_back_does_not_keep_old_findings()
    {
        var clock = new JumpingClock(new DateTimeOffset(2026, 12, 1, 12, 0, 0, TimeSpan.Zero));
        var isHealthy = new StrongBox<bool>();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(isHealthy);
        using var host = builder.Build();
        var todo = new DoctorTodo(
            new DoctorRunner(
                [new DoctorCheckRegistration("clock", typeof(StubCheck), IsForOwner: true)], host.Services),
            clock);
        await Eventually.IsTrueAsync(() => todo.Read().Count == 1);

        isHealthy.Value = true;
        clock.Jump(TimeSpan.FromDays(-365));

        await Eventually.IsTrueAsync(() => todo.Read().Count == 0);
    }

    private sealed class StubCheck(StrongBox<bool> isHealthy) : IDoctorCheck
    {
        public Task<CheckResult> RunAsync(CancellationToken cancellationToken) => Task.FromResult(isHealthy.Value
            ? CheckResult.Ok
            : CheckResult.Of(DoctorFinding.Warning("clock_skew", "The clock is wrong.", "", "Set the clock.")));
    }
}
