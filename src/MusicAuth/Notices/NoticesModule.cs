using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MusicAuth.Notices;

internal static class NoticesModule
{
    public static IServiceCollection AddNotices(this IServiceCollection services)
    {
        services.AddScoped<TodoCollector>().AddSingleton<ConsentTodoText>();
        services.AddScoped<ITodoSource, ConsentTodoSource>().AddScoped<ITodoSource, MissingScopeTodoSource>();
        services.AddScoped<ITodoSource, AppHealthTodoSource>().AddScoped<ITodoSource, KeyTodoSource>();
        services.AddScoped<ITodoSource, NoticeChannelTodoSource>();
        services.TryAddScoped<INoticeChannelCount, NoNoticeChannels>();
        return services.AddCalendar();
    }

    public static WebApplication MapNotices(this WebApplication app)
    {
        app.MapTodo();
        app.MapCalendar();
        return app;
    }

    private static IServiceCollection AddCalendar(this IServiceCollection services) => services
        .AddSingleton<CalendarProtector>().AddScoped<CalendarStore>().AddScoped<CalendarFeedWriter>()
        .AddSingleton<IEncryptedStore, CalendarEncryptedStore>();
}
