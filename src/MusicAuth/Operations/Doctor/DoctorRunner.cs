using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Doctor;

/// <summary>Makes all checks, one after another, each within a time limit.</summary>
internal sealed class DoctorRunner(IEnumerable<DoctorCheckRegistration> checks, IServiceProvider services)
{
    public const string Unfinished = "check_unfinished";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public Task<DoctorReport> RunAsync(CancellationToken cancellationToken) => RunAsync(checks, cancellationToken);

    /// <summary>Makes the checks of the owner's to-do list.</summary>
    public Task<DoctorReport> RunForOwnerAsync(CancellationToken cancellationToken) =>
        RunAsync(checks.Where(check => check.IsForOwner), cancellationToken);

    private async Task<DoctorReport> RunAsync(
        IEnumerable<DoctorCheckRegistration> selected, CancellationToken cancellationToken)
    {
        List<CheckReport> reports = [];
        foreach (var check in selected)
            reports.Add(await RunAsync(check, cancellationToken));
        return new DoctorReport(reports);
    }

    private async Task<CheckReport> RunAsync(DoctorCheckRegistration check, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            // SQLite blocks its calling thread.
            var result = Task.Run(() => Create(check).RunAsync(limit.Token), CancellationToken.None);
            return CheckReport.Of(check.Name, await result.WaitAsync(Limit, TimeProvider.System, cancellationToken));
        }
        catch (Exception failure) when (failure is TimeoutException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return NotFinished(check, $"The check took longer than {Limit.TotalSeconds:0} s.");
        }
#pragma warning disable CA1031 // A check that fails must not end the others.
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return Explain(failure) is { } reason
                ? CheckReport.Skipped(check.Name, reason)
                : NotFinished(check, $"The check ended with {failure.GetType().Name}.");
        }
    }

    private IDoctorCheck Create(DoctorCheckRegistration check) =>
        (IDoctorCheck)ActivatorUtilities.CreateInstance(services, check.Type);

    private string? Explain(Exception failure)
    {
        if (failure is OptionsValidationException)
            return "not checked, because a setting is not valid";
        if (failure is MasterKeyUnusableException)
            return "not checked, because the master key cannot be used";
        try
        {
            return services.GetRequiredService<IDatabaseStartup>().DescribeFailure(failure) is not null
                ? "not checked, because the database cannot be used"
                : null;
        }
        catch (OptionsValidationException)
        {
            return "not checked, because a setting is not valid";
        }
    }

    // The message of an exception can contain a secret.
    private static CheckReport NotFinished(DoctorCheckRegistration check, string cause) => CheckReport.Of(
        check.Name,
        CheckResult.Of(new DoctorFinding(
            Unfinished, DoctorSeverity.Warning, cause, "",
            "Run 'MusicAuth doctor' again when the machine is less busy.")));
}
