# fleetui-hook KIND EVENT PID: appends one line about an agent's event to fleetui's spool, the folder beside this file.
# Written by "fleetui hook install". It keeps names and numbers, never what was said; it prints nothing, never fails.
# Only for the event StatusLine does it pass on what it is given, byte for byte, to the status line behind it.
LC_ALL=C
umask 077
set -f
exec 2>/dev/null
kind=$1 event=$2 pid=$3
text=$(head -c 8192; printf x)
text=${text%x}
if [ "$event" = StatusLine ]; then
    printf '%s' "$text"
    cat
    exec >&-
elif [ ${#text} -ge 8192 ]; then
    cat >/dev/null
fi
folder=${0%/*}/spool
[ -d "$folder" ] || exit 0

# A shell that does not know PPID named no process: then it is the parent of that shell.
case $pid in
    '' | *[!0-9]*)
        read -r stat <"/proc/$PPID/stat" || exit 0
        set -- ${stat##*) }
        pid=$2
        ;;
esac
started=0
if read -r stat <"/proc/$pid/stat"; then
    set -- ${stat##*) }
    started=${20}
fi
if read -r up rest </proc/uptime; then
    clock=up at=$up
else
    clock=epoch at=$(date +%s)
fi

# What is looked for stands unescaped only where the agent itself wrote it: a quote inside of a text is \".
session= detail= inner=false tokens= window= used= version= model= cost= part=
five= five_resets= week= week_resets= spend= spend_resets=
IFS=',{}'
for word in $text; do
    case $event:$word in
        *:'"session_id":"'*) [ -n "$session" ] || session=$word ;;
        *:'"agent_id":"'?*) inner=true ;;
        P*ToolUse*:'"tool_name":"'* | Permission*:'"tool_name":"'* | Elicitation*:'"mcp_server_name":"'* | StopFailure:'"error":"'* | \
            SessionStart:'"source":"'* | SessionEnd:'"reason":"'* | P*Compact:'"trigger":"'* | \
            Notification:'"notification_type":"'*)
            [ -n "$detail" ] || detail=$word
            ;;
        PostToolUseFailure:'"is_interrupt":true') detail=:interrupt ;;
        Elicitation:'"message":'* | ElicitationResult:'"content":'* | PreToolUse:'"tool_input":'* | \
            Permission*:'"tool_input":'* | PostToolUse:'"tool_input":'* | \
            UserPromptSubmit:'"prompt":'* | Stop:'"last_assistant_message":'*) break ;;
        StatusLine:'"total_input_tokens":'*) [ -n "$tokens" ] || tokens=$word ;;
        StatusLine:'"context_window_size":'*) [ -n "$window" ] || window=$word ;;
        StatusLine:'"total_cost_usd":'*) [ -n "$cost" ] || cost=$word ;;
        StatusLine:'"context_window":'*) part= ;;
        StatusLine:'"five_hour":'*) part=five ;;
        StatusLine:'"seven_day":'*) part=week ;;
        StatusLine:'"spend_limit":'*) part=spend ;;
        StatusLine:'"used_percentage":'*)
            case $part in
                five) five=$word ;;
                week) week=$word ;;
                spend) spend=$word ;;
                *) [ -n "$used" ] || used=$word ;;
            esac
            ;;
        StatusLine:'"resets_at":'*)
            case $part in
                five) five_resets=$word ;;
                week) week_resets=$word ;;
                spend) spend_resets=$word ;;
            esac
            ;;
        StatusLine:'"version":"'*) [ -n "$version" ] || version=$word ;;
        StatusLine:'"id":"'*) [ -n "$model" ] || model=$word ;;
    esac
done
IFS=

# The value of a word, or nothing where it holds more than a name or a number.
plain() {
    value=${1#*:}
    value=${value#\"}
    value=${value%%\"*}
    case $value in
        *[!][A-Za-z0-9_.-]*) value= ;;
    esac
    [ ${#value} -le 100 ] || value=
}

plain "$kind" && kind=$value
plain "$event" && event=$value
plain "$at" && at=$value
plain "$started" && started=$value
plain "$session" && session=$value
plain "$detail" && detail=$value
line="{\"$clock\":\"$at\",\"event\":\"$event\",\"session\":\"$session\",\"detail\":\"$detail\",\"inner\":$inner"
file=$folder/$kind.$pid.$started
if [ "$event" = StatusLine ]; then
    for part in tokens window used version model cost five five_resets week week_resets spend spend_resets; do
        eval "plain \"\$$part\""
        line="$line,\"$part\":\"$value\""
    done
    file=$file.line
fi
[ ! -e "$file" ] || [ -f "$file" ] || exit 0
case $event:$detail in
    StatusLine:* | SessionStart:startup | SessionStart:resume) printf '%s}\n' "$line" >"$file" ;;
    *) printf '%s}\n' "$line" >>"$file" ;;
esac
exit 0
