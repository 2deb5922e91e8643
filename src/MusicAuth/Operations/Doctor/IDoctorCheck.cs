namespace MusicAuth.Operations.Doctor;

/// <summary>Checks one thing that can keep MusicAuth from working. A check changes nothing.</summary>
internal interface IDoctorCheck
{
    /// <remarks>
    /// The runner turns an invalid setting, an unusable database or a missing key, which other checks report, into a
    /// check that was not made.
    /// </remarks>
    Task<CheckResult> RunAsync(CancellationToken cancellationToken);
}
