using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Running;

namespace ActorPipeline.Tests.Running;

public class RunCoreSpec
{
    private readonly RunCore<string> _core = new();

    public RunCoreSpec()
    {
        _core.Started("files");
        _core.Started("reader-1", "reader-2");
        _core.Started("consumer");
    }

    [Fact]
    public void Stages_stop_in_the_order_of_the_flow_each_when_the_one_before_has()
    {
        Assert.Equal(["files"], _core.StopNext());
        Assert.True(_core.Stopped("files"));
        Assert.Equal(["reader-1", "reader-2"], _core.StopNext());
        Assert.True(_core.Stopped("reader-2"));
        Assert.Empty(_core.StopNext());
        Assert.True(_core.Stopped("reader-1"));
        Assert.Equal(["consumer"], _core.StopNext());
        Assert.False(_core.IsOver);
        Assert.True(_core.Stopped("consumer"));
        Assert.Empty(_core.StopNext());
        Assert.True(_core.IsOver);
    }

    [Fact]
    public void A_stop_is_asked_for_once()
    {
        Assert.Equal(["files"], _core.StopNext());
        Assert.Empty(_core.StopNext());
    }

    [Fact]
    public void A_run_without_stages_is_not_over_before_it_is_to_stop()
    {
        var core = new RunCore<string>();
        Assert.False(core.IsOver);
        core.StopNext();
        Assert.True(core.IsOver);
    }

    [Fact]
    public void An_actor_that_stops_unasked_is_told_from_one_that_was_asked()
    {
        Assert.False(_core.Stopped("reader-1"));
        _core.StopNext();
        Assert.True(_core.Stopped("files"));
        Assert.False(_core.Stopped("consumer"));
        Assert.Equal(["reader-2"], _core.StopNext());
    }

    [Fact]
    public void The_first_cause_wins()
    {
        _core.Fail(Failure("first"));
        _core.StopNext();
        _core.Fail(Failure("second"));

        Assert.Equal("first", _core.Failure!.Message);
        Assert.Equal(EndReason.Failure, _core.EndedBy);
    }

    [Fact]
    public void A_failure_after_the_end_does_not_undo_the_end()
    {
        _core.End(EndReason.OutOfRange);
        _core.StopNext();
        _core.Fail(Failure("too late"));

        Assert.Equal((EndReason.OutOfRange, null), (_core.EndedBy, _core.Failure));
    }

    [Fact]
    public void The_first_end_stands()
    {
        _core.End(EndReason.MaxSteps);
        _core.End(EndReason.Signal);

        Assert.Equal(EndReason.MaxSteps, _core.EndedBy);
    }

    [Fact]
    public void Who_was_asked_to_stop_and_has_not_is_given_up_and_the_stages_behind_it_stop()
    {
        Assert.Empty(_core.GiveUp());
        _core.StopNext();
        _core.Stopped("files");
        _core.StopNext();
        _core.Stopped("reader-1");

        Assert.Equal(["reader-2"], _core.GiveUp());
        Assert.Equal(["consumer"], _core.StopNext());
        _core.Stopped("consumer");
        Assert.True(_core.IsOver);
    }

    private static RunFailure Failure(string message) => new(FailureKind.File, "reader-1", message, null);
}
