namespace MusicAuth.Operations.Doctor;

/// <summary>The findings for the owner while the server runs, at most ten minutes old.</summary>
internal sealed class DoctorTodo(DoctorRunner runner, TimeProvider time)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, DateTimeOffset> _since = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<(DoctorFinding Finding, DateTimeOffset Since)> _known = [];
    private long _nextTicks;

    /// <summary>Returns the known findings, and begins another run where they are old. No request waits.</summary>
    public IReadOnlyList<(DoctorFinding Finding, DateTimeOffset Since)> Read()
    {
        var now = time.GetUtcNow();
        var next = Interlocked.Read(ref _nextTicks);
        // A time beyond the maximum age comes from a clock that was set back.
        var isOld = now.UtcTicks >= next || (now + MaxAge).UtcTicks < next;
        if (isOld && Interlocked.CompareExchange(ref _nextTicks, (now + MaxAge).UtcTicks, next) == next)
            _ = Task.Run(() => RefreshAsync(now));
        return _known;
    }

    private async Task RefreshAsync(DateTimeOffset now)
    {
        var report = await runner.RunForOwnerAsync(CancellationToken.None);
        var findings = report.Checks.SelectMany(check => check.Findings)
            .Where(finding => finding.Severity > DoctorSeverity.Info && finding.Code != DoctorRunner.Unfinished)
            .DistinctBy(finding => finding.Code, StringComparer.Ordinal).ToList();
        lock (_since)
        {
            foreach (var ended in _since.Keys.Except(findings.Select(finding => finding.Code), StringComparer.Ordinal)
                .ToList())
                _since.Remove(ended);
            foreach (var finding in findings)
                _since.TryAdd(finding.Code, now);
            _known = [.. findings.Select(finding => (finding, _since[finding.Code]))];
        }
    }
}
