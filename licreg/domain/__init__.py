"""What is true of licences: pure, without files, clock or terminal.

One word for each notion, with the Vietnamese term:

* licence (giấy phép), holder (đơn vị được cấp phép), issuer (cơ quan cấp phép),
  number (số giấy phép), suffix (ký hiệu), site (tên miền)
* kind: EI website (trang thông tin điện tử), aggregate site (trang thông tin điện tử
  tổng hợp), social network (mạng xã hội); other instruments are no licences:
  confirmation (giấy xác nhận), game release (quyết định phát hành)
* grant (cấp mới); legal acts: amendment (sửa đổi, bổ sung), extension (gia hạn),
  reissue (cấp lại), suspension (đình chỉ), revocation (thu hồi), surrender (nộp lại)
* status: in force (còn hiệu lực), expired (hết hạn), lapsed (hết hiệu lực, không rõ)
* inspection (kiểm tra), subject (đối tượng), outcome (kết quả), breach (hành vi vi
  phạm), decision (quyết định xử phạt), fine (phạt tiền)
* issued in the period (cấp trong kỳ), cumulative (luỹ kế), as of (tính đến ngày)
* entry: one event in the journal; batch: what one command recorded; seal: the hash
  that closes a batch; correction (đính chính), void (huỷ do nhập sai)
* tally: a sourced count without records; published figure (số liệu đã công bố)
"""
