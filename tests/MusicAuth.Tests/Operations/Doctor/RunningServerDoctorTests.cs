using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Doctor;

/// <summary><c>doctor</c> works while the server runs, each in its own process.</summary>
public sealed class RunningServerDoctorTests(DoctorInstance instance) : IClassFixture<DoctorInstance>
{
    private const int MaxRuns = 5;

    [LongFact]
    public async Task The_doctor_is_silent_while_the_server_runs()
    {
        using var copy = instance.NewCopy();
        using var server = new BrokerProcess(["serve", .. copy.Arguments]);
        await server.WaitUntilAnsweringAsync(copy.Port);

        var (exitCode, output, error) = await RunDoctorAsync(copy);

        exitCode.ShouldBe(0, output + error);
        error.ShouldBeEmpty();
        output.ShouldContain("MusicAuth is running");
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => line.StartsWith("ok "));
        server.Terminate();
        (await server.WaitAsync()).ExitCode.ShouldBe(0);
    }

    // On a busy machine a check can end unfinished. The remedy that the doctor names is another run.
    private static async Task<(int ExitCode, string Output, string Error)> RunDoctorAsync(DoctorCopy copy)
    {
        for (var run = 1; ; run++)
        {
            using var doctor = new BrokerProcess(["doctor", .. copy.Arguments]);
            var ended = await doctor.WaitAsync();
            if (run == MaxRuns || !ended.Output.Contains("[check_unfinished]", StringComparison.Ordinal))
                return ended;
        }
    }
}
