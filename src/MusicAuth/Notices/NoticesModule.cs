namespace MusicAuth.Notices;

internal static class NoticesModule
{
    public static IServiceCollection AddNotices(this IServiceCollection services) =>
        services.AddJson(NoticesJson.Default).AddChannels().AddOutbox().AddTodo().AddCalendar();

    public static void MapNotices(this WebApplication app)
    {
        app.MapTodo();
        app.MapChannels();
        app.MapCalendar();
    }

    private static IServiceCollection AddChannels(this IServiceCollection services)
    {
        services.AddOptions<NoticesOptions>().BindSection(NoticesOptions.Section);
        services.AddOptions<SmtpOptions>().BindSection(SmtpOptions.Section).RefuseErrors(options => options.Errors());
        services.AddSingleton<NoticeMetrics>().AddSingleton<IHostResolver, HostResolver>().AddSingleton<TargetGuard>();
        // The framework's loggers would write the addresses, which are secrets.
        services.AddHttpClient(NoticeHttpClient.Name).ConfigurePrimaryHttpMessageHandler(NoticeHttpHandler.Create)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan).RemoveAllLoggers();
        services.AddSingleton<NoticeHttpClient>();
        services.AddSingleton<INoticeChannel, NtfyChannel>().AddSingleton<INoticeChannel, GotifyChannel>()
            .AddSingleton<INoticeChannel, WebhookChannel>().AddSingleton<INoticeChannel, EmailChannel>();
        services.AddSingleton<ChannelSender>().AddSingleton<ChannelTest>().AddSingleton<ChannelRequestReader>();
        services.AddSingleton<IApiDocumentPart, WebhookDescription>();
        services.AddSingleton<ChannelProtector>().AddSingleton<IEncryptedStore, ChannelEncryptedStore>();
        return services.AddScoped<ChannelStore>();
    }

    private static IServiceCollection AddOutbox(this IServiceCollection services)
    {
        services.AddSingleton<INoticeSource, ConsentNotices>().AddSingleton<INoticeSource, AppNotices>()
            .AddSingleton<INoticeSource, KeyNotices>();
        services.AddSingleton<ConsentWatch>();
        services.AddSingleton<ConsentReader>();
        services.AddScoped<ConsentStore>().AddScoped<ConsentOutboxStore>().AddScoped<NoticeStore>()
            .AddScoped<IncidentStore>().AddScoped<FlaggedKeyStore>().AddScoped<DeliveryStore>();
        // The host stops them in the opposite order: first the scheduler, then the sender.
        return services.AddSingleton<OutboxAgenda>()
            .AddHostedSingleton<NoticeSender>().AddHostedSingleton<NoticeScheduler>();
    }

    private static IServiceCollection AddTodo(this IServiceCollection services)
    {
        services.AddScoped<TodoCollector>().AddSingleton<ConsentTodoText>();
        services.AddScoped<ITodoSource, ConsentTodoSource>().AddScoped<ITodoSource, MissingScopeTodoSource>();
        services.AddScoped<ITodoSource, AppHealthTodoSource>().AddScoped<ITodoSource, KeyTodoSource>();
        services.AddScoped<ITodoSource, AccessRequestTodoSource>();
        return services.AddScoped<ITodoSource, NoticeChannelTodoSource>();
    }

    private static IServiceCollection AddCalendar(this IServiceCollection services) => services
        .AddSingleton<CalendarProtector>().AddScoped<CalendarStore>().AddScoped<CalendarFeedWriter>()
        .AddSingleton<IEncryptedStore, CalendarEncryptedStore>()
        .AddSingleton<IRollbackHandler, CalendarRollbackHandler>();
}
