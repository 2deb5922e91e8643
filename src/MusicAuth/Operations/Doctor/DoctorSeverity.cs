namespace MusicAuth.Operations.Doctor;

/// <summary>How urgent a finding is. An error makes the exit code 2.</summary>
internal enum DoctorSeverity
{
    Info,
    Warning,

    /// <summary>MusicAuth does not start, or does not do its work.</summary>
    Error,
}
