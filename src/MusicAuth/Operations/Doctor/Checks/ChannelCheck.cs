namespace MusicAuth.Operations.Doctor.Checks;

/// <summary>Notice channels whose last attempt failed.</summary>
internal sealed class ChannelCheck(DoctorVault vault, ScopedServices scopes) : IDoctorCheck
{
    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        if (!await vault.OpenAsync(cancellationToken))
            return CheckResult.Ok;
        var failing = await scopes.UseAsync((ChannelStore store) => store.ListFailingAsync(cancellationToken));
        return new CheckResult([.. failing.GroupBy(channel => channel.Kind).Select(Describe)]);
    }

    // The error of a channel can name its address, which is a secret.
    private static DoctorFinding Describe(IGrouping<ChannelKind, NoticeChannel> channels) => DoctorFinding.Warning(
        "notice_channel_failing",
        $"Notice channels ({channels.Key}) that did not accept their last notice: {channels.Count()}.",
        "Their users get no notice before a consent ends.",
        "Each user sees the error on the page, under Account and Notices, and can send a test there. For e-mail, check "
        + "the settings Notices:Smtp:*; for addresses on your network, Notices:AllowPrivateTargets.");
}
